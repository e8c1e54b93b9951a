/** The analytics functions of the core as WebAssembly exports them; assembly/analytics/index.ts says what each does. */
export interface AnalyticsExports {
  analyticsBytes(kernel: number, p0: number, p1: number, p2: number, p3: number, p4: number): number;
  analyticsOpen(
    kernel: number,
    at: number,
    room: number,
    p0: number,
    p1: number,
    p2: number,
    p3: number,
    p4: number,
  ): number;
  analyticsPush(at: number, records: number, count: number): number;
}
