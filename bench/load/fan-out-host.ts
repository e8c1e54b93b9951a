/**
 * A process that sends books to many: by the gateway, or by a loop of `ws.send` over the very same frames. Its
 * time is moved a tick at a time, so that both encode the same bytes; the ticks come when the parent says.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Registry } from 'prom-client';
import { WebSocket, WebSocketServer } from 'ws';
import { LocalBus } from '../../host/bus/local.js';
import { loadCoreSync } from '../../host/core/node.js';
import { Gateway } from '../../host/gateway/gateway.js';
import { GATEWAY_LIMITS } from '../../host/gateway/limits.js';
import { GatewayMetrics } from '../../host/gateway/metrics.js';
import { View, type ViewRequest } from '../../host/gateway/view.js';
import type { ClientMessage, HostMessage } from '../../host/wire/control.js';
import { random } from '../random-session.js';
import { serve } from './duties.js';
import { HandSource } from './hand-source.js';
import { StepTime } from './step-time.js';

export interface FanOutPlan {
  /** `deflated`: with permessage-deflate for whoever offers it, of messages of any length. */
  readonly kind: 'gateway' | 'ws.send' | 'ws.send deflated';
  readonly symbols: number;
  /** Levels of a book that change in a tick, half of them a side's. */
  readonly changes: number;
  readonly depth: number;
  readonly intervalMs: number;
  readonly seed: number;
}

export interface FanOutRun {
  /** Updates of a book for each client. */
  readonly updates: number;
  /** How late the latest tick began, ms. */
  readonly lateMs: number;
}

const FAR_MS = 86_400_000;
const LIMITS = { connections: 4_000, connectionsPerAddress: 4_000, heartbeatMs: FAR_MS, idleMs: FAR_MS };
const CAPACITY = { streams: 128, levels: 1_024, totalLevels: 131_072, trades: 64, models: 1, bytes: 1_048_576 };

const time = new StepTime();
const bus = new LocalBus();
const core = loadCoreSync({ capacity: CAPACITY });
let epoch = 1_000;
const drawEpoch = () => epoch++;
const registry = new Registry();

let plan: FanOutPlan;
let sources: HandSource[] = [];
/** Brings every view up to date and sends what came of it. */
let flush: () => void = () => {};

const duties = {
  async listen(given: FanOutPlan): Promise<string> {
    plan = given;
    const draw = random(plan.seed);
    sources = Array.from({ length: plan.symbols }, (_, i) => new HandSource(core, `bench:S${i}`, draw));
    for (const source of sources) bus.add(source);
    const port = plan.kind === 'gateway' ? await gateway() : await sendLoop();
    return `ws://127.0.0.1:${port}`;
  },

  /** So many ticks, one an interval. @param everyMs between two ticks in real time */
  async run(ticks: number, everyMs: number): Promise<FanOutRun> {
    let lateMs = 0;
    const from = performance.now();
    for (let tick = 0; tick < ticks; tick++) {
      const waitMs = from + tick * everyMs - performance.now();
      lateMs = Math.max(lateMs, -waitMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMs)));
      for (const source of sources) {
        source.change(plan.changes / 2, time.wallMicros());
        bus.book(source);
      }
      flush();
    }
    return { lateMs, updates: ticks * sources.length };
  },

  /** Resident bytes, garbage collected. */
  memory(): number {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let i = 0; i < 4; i++) collect();
    return process.memoryUsage.rss();
  },
};

export type FanOutDuties = typeof duties;

async function gateway(): Promise<number> {
  const served = new Gateway({ bus, registry, time, drawEpoch, software: '0.0.0', limits: LIMITS });
  const { port } = await served.listen('127.0.0.1', 0);
  flush = () => time.pass(plan.intervalMs);
  return port;
}

/** The peer: what most people write. It answers `subscribe` as the gateway does. */
async function sendLoop(): Promise<number> {
  const limits = { ...GATEWAY_LIMITS, ...LIMITS };
  const metrics = new GatewayMetrics(registry);
  const context = { limits, time, metrics, drawEpoch, onUrgent() {}, onOpenToReaders() {}, makeRoom: () => false };
  const views = new Map<string, View>();
  const clients = new Set<WebSocket>();
  const perMessageDeflate = plan.kind === 'ws.send deflated' && { threshold: 0 };
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
  server.on('connection', (socket) => {
    clients.add(socket);
    socket.on('close', () => clients.delete(socket));
    const tell = (message: HostMessage) => socket.send(JSON.stringify(message));
    tell({ type: 'welcome', version: 1, software: '0.0.0', symbols: [] });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ClientMessage;
      if (message.type !== 'subscribe') return;
      const { symbol, depth = 0, intervalMs = plan.intervalMs, trades = true, codec = 'fast' } = message;
      const request: ViewRequest = { symbol, depth, intervalMs, trades, codec, analytics: [] };
      const view = views.get(symbol) ?? new View(request, views.size + 1, bus.source(symbol)!, context);
      if (!views.has(symbol)) view.open();
      views.set(symbol, view);
      view.settle();
      tell({ type: 'subscribed', id: message.id, ...request, ...view.standing });
      socket.send(view.snapshot()!);
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  bus.subscribe({
    onBook({ symbol }) {
      views.get(symbol)?.onBook();
    },
  });
  flush = () => {
    time.pass(plan.intervalMs);
    for (const view of views.values()) {
      for (const message of view.take()?.messages ?? []) {
        for (const socket of clients) if (socket.readyState === WebSocket.OPEN) socket.send(message);
      }
    }
  };
  return (server.address() as { port: number }).port;
}

serve(duties);
