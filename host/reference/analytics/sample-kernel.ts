/** Kernels on samples of one number. */
import { SAMPLE_X } from '../../../assembly/analytics/layout.js';
import { isSample, ReferenceKernel } from './kernel.js';

export abstract class SampleKernel extends ReferenceKernel {
  protected accepts(records: Float64Array, at: number): boolean {
    return isSample(records[at + SAMPLE_X]!);
  }

  protected take(records: Float64Array, at: number, synced: boolean, before: number): void {
    this.takeSample(records[at + SAMPLE_X]!, synced, before);
  }

  protected abstract takeSample(x: number, synced: boolean, before: number): void;
}
