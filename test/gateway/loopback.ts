/** A real gateway on a loopback port, its time moved by hand. */
import { Registry } from 'prom-client';
import { Gateway, type GatewayAddress, type GatewayOptions } from '../../host/gateway/gateway.js';
import { FakeTime } from './fake-time.js';
import type { Market } from './market.js';

export interface Loopback {
  readonly gateway: Gateway;
  readonly time: FakeTime;
  readonly registry: Registry;
  readonly address: GatewayAddress;
  /** Without a path: `http://127.0.0.1:port`. */
  readonly http: string;
  readonly ws: string;
  close(): Promise<void>;
}

let epoch = 1_000;

/** Turns of the event loop for clients to say goodbye in; then they are cut. */
const PATIENT_TURNS = 200;

/** @param port 0: any */
export async function openLoopback(market: Market, options: Partial<GatewayOptions> = {}, port = 0): Promise<Loopback> {
  const time = new FakeTime();
  const registry = new Registry();
  const gateway = new Gateway({
    bus: market.bus,
    registry,
    time,
    drawEpoch: () => epoch++,
    software: '0.0.0',
    ...options,
  });
  const address = await gateway.listen('127.0.0.1', port);
  const host = `${address.host}:${address.port}`;
  return {
    gateway,
    time,
    registry,
    address,
    http: `http://${host}`,
    ws: `ws://${host}`,
    async close() {
      let isClosed = false;
      const closed = gateway.close().then(() => {
        isClosed = true;
      });
      for (let turns = 0; turns < PATIENT_TURNS && !isClosed; turns++) await new Promise(setImmediate);
      time.pass(60_000);
      await closed;
    },
  };
}
