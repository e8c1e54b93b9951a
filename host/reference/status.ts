/** The payload of a status frame: the symbol's state and why. */
import { OK, RANGE, REASONS, STATES, TRAILING } from '../../assembly/layout.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { isUpTo } from './integer.js';

export interface Status {
  state: number;
  reason: number;
}

/** OK and `status`, or a code. */
export function readStatus(reader: ByteReader, status: Status): number {
  status.state = reader.u8();
  if (status.state >= STATES) reader.fail(RANGE);
  status.reason = reader.u8();
  if (status.reason >= REASONS) reader.fail(RANGE);
  if (reader.code === OK && reader.at < reader.end) reader.fail(TRAILING);
  return reader.code;
}

export function judgeStatus(state: number, reason: number): number {
  return isUpTo(state, STATES - 1) && isUpTo(reason, REASONS - 1) ? OK : RANGE;
}

export function writeStatus(writer: ByteWriter, state: number, reason: number): void {
  writer.u8(state);
  writer.u8(reason);
}
