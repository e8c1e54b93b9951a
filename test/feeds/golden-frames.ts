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
};
