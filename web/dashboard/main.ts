/** Entry of the dashboard: connects to the host that served the page and draws what it sends. */
import scalarUrl from '../../dist/core/scalar-private.wasm?url';
import simdUrl from '../../dist/core/simd-private.wasm?url';
import { connect } from '../client/index.js';
import { Page } from './page.js';
import { Session } from './session.js';

const now = () => performance.now();
const client = connect(new URL('./', location.href).href, { wasmUrl: { scalar: scalarUrl, simd: simdUrl } });
new Page(new Session(client, now), now).start(location.host);
