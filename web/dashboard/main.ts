/** Entry of the dashboard: connects to the host that served the page and draws what it sends. */
import 'uplot/dist/uPlot.min.css';
import scalarUrl from '../../dist/core/scalar-reader.wasm?url';
import simdUrl from '../../dist/core/simd-reader.wasm?url';
import { STREAM_PATH } from '../../host/wire/control.js';
import { connectBrowser } from '../client/browser.js';
import { Page } from './page.js';
import { Session } from './session.js';
import { asksForToken, TokenGate } from './token-gate.js';

/** Between measurements of the latency by hop, ms. */
const MEASURE_MS = 1_000;
/** A dead connection is found after two of these, ms: a page must not look live for long when it is not. */
const PING_MS = 2_000;

const WASM = { simd: simdUrl, scalar: scalarUrl };
const now = () => performance.now();

// Beside the page, wherever that is: a proxy may have put the host below a path of its own.
const stream = new URL(STREAM_PATH.slice(1), new URL('./', location.href));
const gate = new TokenGate();
const hasGate = await asksForToken(new URL('./healthz', location.href));
const token = hasGate ? { token: await gate.token().then(() => () => gate.token()) } : {};
const client = connectBrowser(
  stream,
  { limits: { pingMs: PING_MS }, latency: { intervalMs: MEASURE_MS, echo: true }, ...token },
  (build) => WASM[build],
);
if (hasGate) {
  client.on('state', (state, reason) => {
    if (state === 'closed') gate.refused(reason);
  });
}
new Page(new Session(client, now, Date.now), now, Date.now).start(location.host);
