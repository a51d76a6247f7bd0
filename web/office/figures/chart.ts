/**
 * Charts as SVG, rendered here: no script, no inline style, so that they stand under the content security policy and
 * print as they are. Series are told apart by fill and outline, not by hue alone, values are written beside
 * them, and each chart has its table beneath.
 */
import { formatNumber } from '../../format.ts';
import { type Html, html } from '../../html.ts';

interface Series {
  name: string;
  /** One value a category; null where there is none to show. */
  values: readonly (number | null)[];
}

export interface Chart {
  id: string;
  title: string;
  /** What it shows in one sentence, for those who do not see it. */
  description: string;
  categories: readonly string[];
  series: readonly Series[];
  /** How a value is written; whole numbers by default. */
  format?: (value: number) => string;
}

const WIDTH = 720;
const HEIGHT = 230;
const LEFT = 44;
const RIGHT = 8;
const TOP = 16;
const BOTTOM = 26;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
/** Between the axis and its categories, for the values beneath a line that touches it. */
const ROOM_FOR_VALUES = 14;

/** Bars side by side for each category, their values above them. */
export function barChart(chart: Chart): Html {
  const scale = scaleOf(chart);
  const step = PLOT_WIDTH / Math.max(1, chart.categories.length);
  const width = Math.min(34, (step * 0.76) / Math.max(1, chart.series.length));
  const bars = chart.categories.flatMap((_category, index) =>
    chart.series.map(({ values }, nth) => {
      const value = values[index] ?? 0;
      const x = LEFT + step * (index + 0.5) + width * (nth - chart.series.length / 2);
      const y = scale.y(value);
      const height = TOP + PLOT_HEIGHT - y;
      return html`${value > 0 && html`<rect class="series-${nth + 1}" x="${round(x)}" y="${round(y)}" width="${round(width - 1)}" height="${round(height)}"/>`}${
        value > 0 &&
        width >= 9 &&
        html`<text class="value" x="${round(x + width / 2)}" y="${round(y - 4)}" text-anchor="middle">${textOf(chart, value)}</text>`
      }`;
    }),
  );
  return figure(chart, scale, bars, 'bar');
}

/** A line with a mark for each value that there is; categories without one leave a gap. */
export function lineChart(chart: Chart): Html {
  const scale = scaleOf(chart);
  const step = PLOT_WIDTH / Math.max(1, chart.categories.length);
  const series = chart.series.map(({ values }, nth) => {
    const points = values.map((value, index) =>
      value === null ? undefined : { x: round(LEFT + step * (index + 0.5)), y: round(scale.y(value)), value },
    );
    const marks = points.map((point) => point && mark(nth, point.x, point.y));
    const labels = points.map(
      (point) =>
        point &&
        step >= 26 &&
        html`<text class="value" x="${point.x}" y="${round(nth === 0 ? point.y + 15 : point.y - 8)}" text-anchor="middle">${textOf(chart, point.value)}</text>`,
    );
    return { line: html`<path class="line-${nth + 1}" d="${pathOf(points)}"/>${marks}`, labels };
  });
  // No line is drawn over a value.
  const drawn = [...series.map(({ line }) => line), ...series.map(({ labels }) => html`${labels}`)];
  return figure(chart, scale, drawn, 'line');
}

/** Of a value on the line of the first or second series. */
const mark = (nth: number, x: number, y: number): Html =>
  nth === 0
    ? html`<circle class="mark-1" cx="${x}" cy="${y}" r="3.5"/>`
    : html`<rect class="mark-2" x="${round(x - 3.5)}" y="${round(y - 3.5)}" width="7" height="7"/>`;

function figure(chart: Chart, { ticks, y }: Scale, drawn: readonly Html[], kind: 'bar' | 'line'): Html {
  const step = PLOT_WIDTH / Math.max(1, chart.categories.length);
  const every = Math.ceil(44 / step);
  const height = kind === 'line' ? HEIGHT + ROOM_FOR_VALUES : HEIGHT;
  return html`<div class="chart" role="region" aria-label="${chart.title}のグラフ" tabindex="0">
    <svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${chart.id}-title ${chart.id}-description">
      <title id="${chart.id}-title">${chart.title}</title>
      <desc id="${chart.id}-description">${chart.description}</desc>
      ${ticks.map(
        (tick) =>
          html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text class="tick" x="${LEFT - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${textOf(chart, tick)}</text>`,
      )}
      ${chart.categories.map(
        (category, index) =>
          index % every === 0 &&
          html`<text class="category" x="${round(LEFT + step * (index + 0.5))}" y="${height - 8}" text-anchor="middle">${category}</text>`,
      )}
      ${drawn}
    </svg>
  </div>
  ${chart.series.length > 1 && legend(chart, kind)}`;
}

function legend({ series }: Chart, kind: 'bar' | 'line'): Html {
  return html`<ul class="chart-legend">${series.map(
    ({ name }, nth) =>
      html`<li><svg viewBox="0 0 16 12" aria-hidden="true" focusable="false">${
        kind === 'bar'
          ? html`<rect class="series-${nth + 1}" width="16" height="12"/>`
          : html`<path class="line-${nth + 1}" d="M0 6H16"/>${mark(nth, 8, 6)}`
      }</svg>${name}</li>`,
  )}</ul>`;
}

interface Scale {
  ticks: number[];
  y: (value: number) => number;
}

/** Four or five round steps from zero to the highest value. */
function scaleOf({ series }: Chart): Scale {
  const highest = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const step = niceStep(highest / 4);
  const top = step * Math.ceil(highest / step);
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { ticks, y: (value) => TOP + PLOT_HEIGHT * (1 - value / top) };
}

/** The next of 1, 2, 5, 10, 20, 50 …; never below 1, since cases and days are counted. */
export function niceStep(least: number): number {
  if (least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? 10 * power;
}

function pathOf(points: readonly ({ x: number; y: number } | undefined)[]): string {
  return points
    .map((point, index) => (point ? `${points[index - 1] ? 'L' : 'M'}${point.x} ${point.y}` : ''))
    .join('');
}

const textOf = ({ format = formatNumber }: Chart, value: number) => format(value);
const round = (value: number) => Math.round(value * 10) / 10;
