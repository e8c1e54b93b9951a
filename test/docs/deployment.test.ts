/**
 * The files to run Tickwire in containers: there may be no engine where tests run, so they are read, and
 * every path, port, address and metric that they name is held against what it names.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram, type Streams } from '../../host/cli/program.js';
import { registerStart } from '../../host/cli/start.js';
import { parseConfig } from '../../host/config/config.js';
import { Runtime } from '../../host/runtime.js';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(at(path), 'utf8');
const yaml = (path: string) => parse(read(path));

let runtime: Runtime;
beforeAll(async () => {
  const loaded = parseConfig('{gateway: {port: 0}}');
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  runtime = await Runtime.create({ config: loaded.config });
  await runtime.start();
});
afterAll(() => runtime.stop());

describe('the Grafana dashboard', () => {
  interface Panel {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly expr: string }[];
  }
  const { panels } = JSON.parse(read('deploy/grafana/dashboards/tickwire.json')) as { panels: Panel[] };

  it('names no metric that a host does not have, nor a label that the metric does not', () => {
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(30);
    for (const expr of expressions) {
      const names = expr.match(/\b(?:tickwire|nodejs|process)_\w+/g) ?? [];
      expect(names.length, expr).toBeGreaterThan(0);
      for (const name of names) {
        const metric =
          runtime.registry.getSingleMetric(name.replace(/_(bucket|sum|count)$/, '')) ??
          runtime.registry.getSingleMetric(name);
        expect(metric, name).toBeDefined();
        const { labelNames = [] } = metric as unknown as { labelNames?: readonly string[] };
        const used = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
        for (const label of used) if (label !== 'le') expect(labelNames, expr).toContain(label);
      }
    }
  });

  it('has panels of their own place and number', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });
});

describe('compose.yaml', () => {
  const { services } = yaml('compose.yaml');

  it('mounts files that exist, and publishes on loopback alone', () => {
    for (const service of Object.values<{ volumes?: string[]; ports: string[] }>(services)) {
      for (const volume of service.volumes ?? []) expect(existsSync(at(volume.split(':')[0]!)), volume).toBe(true);
      for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    }
    for (const { depends_on = [] } of Object.values<{ depends_on?: string[] }>(services)) {
      for (const name of depends_on) expect(Object.keys(services)).toContain(name);
    }
  });

  it('has Prometheus scrape the path and port that the host serves, and Grafana read that Prometheus', async () => {
    const [scrape] = yaml('deploy/prometheus.yml').scrape_configs;
    const [target] = scrape.static_configs[0].targets;
    const port = read('Dockerfile').match(/EXPOSE (\d+)/)![1];
    expect(target).toBe(`tickwire:${port}`);
    expect(services.tickwire.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    const { host, port: served } = runtime.address!;
    expect((await fetch(`http://${host}:${served}${scrape.metrics_path}`)).status).toBe(200);

    const [source] = yaml('deploy/grafana/provisioning/datasources/prometheus.yaml').datasources;
    expect(services.prometheus.ports[0].split(':').at(-1)).toBe(new URL(source.url).port);
    expect(Object.keys(services)).toContain(new URL(source.url).hostname);
    expect(read('deploy/grafana/dashboards/tickwire.json')).toContain(`"uid": "${source.uid}"`);
    const [provider] = yaml('deploy/grafana/provisioning/dashboards/tickwire.yaml').providers;
    const mounts = services.grafana.volumes.map((volume: string) => volume.split(':'));
    expect(mounts).toContainEqual(['./deploy/grafana/dashboards', provider.options.path, 'ro']);
    const home = services.grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH as string;
    expect(existsSync(at(home.replace(provider.options.path, 'deploy/grafana/dashboards')))).toBe(true);
  });
});

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const list = (instruction: string) =>
    JSON.parse(text.match(new RegExp(`^${instruction} (\\[.*\\])$`, 'm'))![1]!) as string[];

  it('copies what exists or was built, and runs the entry of the package with flags that the command has', () => {
    for (const [, from, sources] of text.matchAll(/^COPY (--from=build )?(.+) \S+$/gm)) {
      for (const source of sources!.split(' ')) {
        const path = from === undefined ? source : source.replace('/app/', '');
        if (path !== 'dist' && path !== 'node_modules') expect(existsSync(at(path)), path).toBe(true);
      }
    }
    const { bin, scripts } = JSON.parse(read('package.json'));
    expect(list('ENTRYPOINT')).toEqual(['node', bin.tickwire]);
    for (const [, script] of text.matchAll(/npm run (\S+)/g)) expect(scripts).toHaveProperty(script!);
    const [command, ...flags] = list('CMD');
    const streams: Streams = { out() {}, err() {} };
    const known = createProgram([(program) => registerStart(program)], streams).commands.find(
      (each) => each.name() === command,
    )!;
    const names = known.options.map(({ long }) => long);
    for (const flag of flags.filter((each) => each.startsWith('--'))) expect(names).toContain(flag);
    expect(flags[flags.indexOf('--port') + 1]).toBe(text.match(/EXPOSE (\d+)/)![1]);
  });

  it('asks for health at a path that the host answers', async () => {
    const [, port, path] = text.match(/127\.0\.0\.1:(\d+)(\/\w+)'/)!;
    expect(port).toBe(text.match(/EXPOSE (\d+)/)![1]);
    const { host, port: served } = runtime.address!;
    expect((await fetch(`http://${host}:${served}${path}`)).status).toBe(200);
  });
});
