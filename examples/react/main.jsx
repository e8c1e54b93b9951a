/** A ladder of one symbol with the hook. /?host=ws://127.0.0.1:8080&symbol=simulated:BTCUSDT */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from 'tickwire/client';
import { useBook } from './use-book.ts';

const query = new URLSearchParams(location.search);
const client = connect(query.get('host') ?? location.origin);

function Ladder({ symbol }) {
  const { state, book, error } = useBook(client, symbol);
  return (
    <main>
      <h1>{symbol}</h1>
      <p role="status">{error ?? state}</p>
      <table>
        <tbody>
          {book?.asks
            .toDecimals()
            .reverse()
            .map(([price, size]) => (
              <tr key={price} data-side="ask">
                <td>{price}</td>
                <td>{size}</td>
              </tr>
            ))}
          {book?.bids.toDecimals().map(([price, size]) => (
            <tr key={price} data-side="bid">
              <td>{price}</td>
              <td>{size}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Ladder symbol={query.get('symbol') ?? 'simulated:BTCUSDT'} />
  </StrictMode>,
);
