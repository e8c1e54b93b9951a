/** One frame of each form that a venue sends, for tests that damage them. */
import type { BuiltInVenueId } from '../../host/feeds/venue.js';

const binance = (s: string, more: string) => [
  `{"stream":"${s.toLowerCase()}@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"T":1723161255207,"s":"${s}","U":10,"u":12${more},"b":[["61737.63000000","0.00000000"],["61730.17000000","2.5"]],"a":[["61837.64000000","1.54698000"]]}}`,
  `{"stream":"${s.toLowerCase()}@trade","data":{"e":"trade","E":1723161255343,"s":"${s}","t":3735683259,"p":"61837.63","q":"0.02","T":1723161255342,"m":true}}`,
  `{"stream":"${s.toLowerCase()}@bookTicker","data":{"u":12,"s":"${s}","b":"61837.63","B":"3.78826","a":"61837.64","A":"1.54698"}}`,
  `{"lastUpdateId":11,"E":1723161255208,"T":1723161255207,"bids":[["61837.63000000","3.78826000"]],"asks":[["61837.64000000","1.54698000"]]}`,
  '{"result":null,"id":1}',
  '{"error":{"code":2,"msg":"Invalid request"},"id":1}',
];

export const goldenFrames: Readonly<Record<BuiltInVenueId, readonly string[]>> = {
  'binance-spot': binance('BTCUSDT', ''),
  'binance-usdm': binance('BTCUSDT', ',"pu":9'),
  'binance-coinm': binance('BTCUSD_PERP', ',"pu":9,"ps":"BTCUSD"'),
  'kraken-v1': [
    '[336,{"as":[["27120.00000","4.28732553","1693415327.935623"]],"bs":[["27119.90000","1.50000000","1693415327.1"]]},"book-10","XBT/USD"]',
    '[336,{"a":[["27120.00000","0.00000000","1693415330.6"]]},{"b":[["27119.90000","13.54109952","1693415330.621700","r"]],"c":"3572756970"},"book-10","XBT/USD"]',
    '[337,[["27119.90000","0.15850568","1693415331.321597","s","l",""]],"trade","XBT/USD"]',
    '{"channelID":336,"channelName":"book-10","event":"subscriptionStatus","pair":"XBT/USD","status":"subscribed","subscription":{"depth":10,"name":"book"}}',
    '{"event":"subscriptionStatus","errorMessage":"Currency pair not supported","pair":"X/Y","status":"error"}',
    '{"event":"heartbeat"}',
  ],
  'kraken-v2': [
    '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":29430.2,"qty":0.18967538}],"asks":[{"price":29430.3,"qty":1e-7}],"checksum":3310070434}]}',
    '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[],"asks":[{"price":29431.1,"qty":0.0}],"checksum":3547452596,"timestamp":"2023-07-30T15:29:58.343415Z"}]}',
    '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":29430.3,"qty":0.5,"ord_type":"market","trade_id":4665906,"timestamp":"2023-09-25T07:49:37.708706Z"}]}',
    '{"channel":"instrument","type":"update","data":{"assets":[],"pairs":[{"symbol":"BTC/USD","price_increment":0.1,"qty_increment":1e-8,"price_precision":1,"qty_precision":8}]}}',
    '{"method":"subscribe","success":true,"result":{"channel":"book","symbol":"BTC/USD","depth":10}}',
    '{"channel":"heartbeat"}',
  ],
  coinbase: [
    '{"type":"snapshot","product_id":"BTC-USD","asks":[["10102.55000000","0.57753524"]],"bids":[["10101.10000000","0.45054140"],["10101","1"]],"time":"2024-05-01T10:00:00.000001Z"}',
    '{"type":"l2update","product_id":"BTC-USD","changes":[["buy","10101.80000000","0.162567"],["sell","10102.55","0"]],"time":"2019-08-14T20:42:27.966Z"}',
    '{"type":"l2update","product_id":"DASH-BTC","changes":[["sell","0.00618956","0.03000000"]],"time":"2021-04-17T16:43:37.242167Z"}',
    '{"type":"match","trade_id":10,"sequence":50,"maker_order_id":"ac928c66","taker_order_id":"132fb6ae","time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"5.23512","price":"400.23","side":"sell"}',
    '{"type":"last_match","trade_id":9,"sequence":49,"time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"5.23512","price":"400.23","side":"sell"}',
    '{"type":"ticker","sequence":37475248783,"product_id":"BTC-USD","price":"1285.22","best_bid":"1285.04","best_bid_size":"0.46688654","best_ask":"1285.27","best_ask_size":"1.56637040","side":"buy","time":"2022-10-19T23:28:22.061769Z","trade_id":370843401,"last_size":"11.4396987"}',
    '{"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD","time":"2014-11-07T08:19:28.464459Z"}',
    '{"type":"subscriptions","channels":[{"name":"level2_50","product_ids":["BTC-USD"]}]}',
    '{"type":"error","message":"Failed to subscribe","reason":"FOO-BAR is not a valid product"}',
  ],
  okx: [
    '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["8476.98","415","0","13"]],"bids":[["8476.97","256","0","12"],["8475.50","101.10","0","1"]],"ts":"1597026383085","checksum":-855196043,"prevSeqId":-1,"seqId":123456}]}',
    '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["8476.98","0","0","0"]],"bids":[],"ts":"1597026383185","checksum":0,"prevSeqId":123456,"seqId":123457}]}',
    '{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"130639474","px":"42219.9","sz":"0.12060306","side":"buy","ts":"1630048897897","count":"3"}]}',
    '{"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[{"instType":"SPOT","instId":"BTC-USDT","last":"9999.99","ts":"1597026383085"}]}',
    '{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"},"connId":"a4d3ae55"}',
    '{"event":"error","code":"60018","msg":"Wrong URL or channel:books,instId:FOO-BAR doesn\'t exist.","connId":"a4d3ae55"}',
    'pong',
  ],
};
