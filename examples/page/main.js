/**
 * The best prices and the last trade of one symbol, in a page without a bundler. `npm install tickwire`
 * beside it, serve the folder, open /?host=ws://127.0.0.1:8080&symbol=simulated:BTCUSDT
 */
import { connect } from './node_modules/tickwire/dist/web/standalone/client.js';

const query = new URLSearchParams(location.search);
const symbol = query.get('symbol') ?? 'simulated:BTCUSDT';
const show = (id, text) => {
  document.getElementById(id).textContent = text;
};

const client = connect(query.get('host') ?? location.origin, { worker: true });
const subscription = client.subscribe({ symbol, depth: 20, intervalMs: 100 });
show('symbol', symbol);
subscription.on('state', ({ state }) => show('state', state));
subscription.on('trade', ({ side, price, size }) => show('trade', `${side} ${size} at ${price}`));

// A frame of the screen shows the book as it is then, however many messages came since the last.
function draw() {
  const { bestBid, bestAsk } = subscription.book;
  show('bid', bestBid?.price ?? '–');
  show('ask', bestAsk?.price ?? '–');
  requestAnimationFrame(draw);
}
draw();

subscription.ready.catch((error) => show('state', error.message));
