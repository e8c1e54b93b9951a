/** What `tickwire config init` writes: a configuration to begin with, which says what is so without it. */

export const FIRST_FILE = `# Tickwire. Every value here is what it is without this file; docs/CONFIGURATION.md has all there are.
# The environment (TICKWIRE_PORT=9000) and flags (--port 9000) win over it; tickwire config check FILE reads it.

venues:
  # An exchange in this process, which needs no network.
  simulated: {}
  # binance-spot:
  #   symbols: [BTCUSDT, ETHUSDT]
  # kraken-v2:
  #   symbols: [BTC/USD]
  #   depth: 10

gateway:
  host: 127.0.0.1   # 0.0.0.0 for all interfaces
  port: 8080

core:
  build: auto       # simd, scalar
  streams: 256      # one a symbol, one a view that clients ask for

# flight:
#   folder: ./flights   # the last raw frames, when a book turns out wrong

log:
  level: info       # fatal, error, warn, info, debug, trace, silent
  format: auto      # json, pretty
`;
