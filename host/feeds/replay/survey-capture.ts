/** Reads recordings before they are served, and says in one line why they cannot be. */
import type { BuiltInVenueId } from '../venue.js';
import { venueById } from '../venues.js';
import { addressReader } from './frame-address.js';
import { MergedCapture } from './merged-capture.js';
import { type Survey, SurveyBuilder } from './survey.js';

/** `usage`: the wrong files, or the wrong venue; else a file that is damaged. */
export type SurveyResult =
  | { readonly ok: true; readonly survey: Survey }
  | { readonly ok: false; readonly usage: boolean; readonly reason: string };

export function surveyCapture(venue: BuiltInVenueId, paths: readonly string[]): SurveyResult {
  const capture = new MergedCapture(paths);
  const survey = new SurveyBuilder(venueById(venue)!, addressReader(venue)).read(capture);
  capture.close();
  if (capture.fault !== undefined) return { ok: false, usage: survey.lines === 0, reason: capture.fault };
  if (survey.symbols.size === 0) {
    const files = paths.join(', ');
    const reason = survey.lines === 0 ? `${files}: empty` : `${files}: no frames of ${venue} in ${survey.lines} lines`;
    return { ok: false, usage: true, reason: `${reason}; is it a capture, and of this venue?` };
  }
  return { ok: true, survey };
}
