/** Charts of a result as SVG files, drawn by ECharts on the server's side: bars, one a contestant, and the goal's line. */
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { ContestResult } from '../result.js';

echarts.use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 860;
const ROW = 20;
/** Blue for ours, greys and oranges for peers: told apart in print and by most eyes, on a light ground of its own. */
const COLOURS: Readonly<Record<string, string>> = {
  simd: '#0a5cb8',
  scalar: '#5b9bd8',
  ts: '#a9bccf',
  plain: '#a9bccf',
  fast: '#5b9bd8',
  dense: '#0a5cb8',
  C: '#3b4654',
};
const PEER_COLOURS = ['#d98324', '#8a6fb0', '#6b7789'];
const INK = '#16202c';
const MUTED = '#566476';

/** All contests of one axis: medians on a logarithmic scale where times differ by orders of magnitude. */
export function axisChart(title: string, contests: readonly ContestResult[]): string {
  const names = [...new Set(contests.flatMap(({ contestants }) => contestants.map(({ name }) => name)))];
  const unit = contests[0]!.unit;
  const height = 96 + contests.length * (names.length * ROW + 14);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  const label = { color: INK, fontSize: 12 };
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 16, top: 12, textStyle: { color: INK, fontSize: 15, fontWeight: 600 } },
    legend: { top: 36, left: 12, itemWidth: 12, itemHeight: 12, textStyle: label },
    grid: { top: 66, left: 150, right: 84, bottom: 34 },
    xAxis: {
      type: unit === 'ns' ? 'log' : 'value',
      name: unit === 'ns' ? 'ns' : 'B',
      nameTextStyle: { color: MUTED },
      axisLabel: { color: MUTED },
      splitLine: { lineStyle: { color: '#e6eaef' } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: contests.map(({ name }) => name),
      axisLabel: label,
      axisTick: { show: false },
    },
    series: names.map((name, i) => ({
      name,
      type: 'bar',
      barGap: '15%',
      barCategoryGap: '22%',
      itemStyle: { color: COLOURS[name] ?? PEER_COLOURS[i % PEER_COLOURS.length] },
      label: {
        show: true,
        position: 'right',
        color: INK,
        fontSize: 11,
        formatter: ({ value }: { value: unknown }) => barText(value),
      },
      data: contests.map(({ contestants }) => contestants.find((one) => one.name === name)?.median ?? null),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${titled(svg, title)}\n`;
}

/** With a title for who does not see it, and without the rules of a pointer that is not there. */
function titled(svg: string, title: string): string {
  return svg.replace(/<style[\s\S]*?<\/style>/g, '').replace(/^<svg[^>]*>/, (tag) => `${tag}<title>${title}</title>`);
}

function barText(value: unknown): string {
  if (typeof value !== 'number') return '';
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
