/**
 * Prints the best prices and the trades of one symbol of a running host.
 * Run: node examples/node-consumer.mjs [ws://127.0.0.1:8080] [simulated:BTCUSDT] [messages, 0 is no end]
 */
import { connect } from 'tickwire/client';

const [url = 'ws://127.0.0.1:8080', symbol = 'simulated:BTCUSDT', end = '0'] = process.argv.slice(2);

const client = connect(url);
const subscription = client.subscribe({ symbol, depth: 20, intervalMs: 100 });

let left = Number(end) || Number.POSITIVE_INFINITY;
for await (const message of subscription) {
  if (message.type === 'state') console.log('state', message.state, message.reason);
  if (message.type === 'trade') console.log('trade', message.side, message.price, message.size);
  if (message.type === 'book_change') console.log('book', message.book.bids.price(0), message.book.asks.price(0));
  if (--left === 0) break;
}
client.close();
