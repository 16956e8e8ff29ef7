/** The two charts of Today, as ECharts options and as tables. */
import type { EChartsCoreOption } from 'echarts/core'
import type { DayPoint, SourcePoint } from '@/api/types'
import { AMBER, AXIS_TEXT, COLOURS, GRID, LEGEND, PALE, POND, SPLIT, TOOLTIP } from '@/components/chartStyle'
import { money, number, shortDay } from '@/format'
import { t } from '@/i18n'

export function daysChart(days: DayPoint[]): EChartsCoreOption {
  // The running day is drawn hollow: it is not low, it is not over.
  const hollow = (day: DayPoint, value: number) =>
    day.complete ? { value, symbol: 'none' } : { value, symbol: 'emptyCircle', symbolSize: 9 }
  return {
    color: [POND, PALE, AMBER],
    grid: GRID, legend: LEGEND, tooltip: { ...TOOLTIP, trigger: 'axis' },
    xAxis: { type: 'category', data: days.map((day) => shortDay(day.day)), axisLabel: AXIS_TEXT, axisTick: { show: false }, axisLine: { lineStyle: { color: '#d3dcdf' } } },
    yAxis: { type: 'value', axisLabel: AXIS_TEXT, splitLine: SPLIT, minInterval: 1 },
    series: [
      { name: t('figure.added'), type: 'line', showAllSymbol: true, areaStyle: { opacity: 0.08 }, data: days.map((day) => hollow(day, day.added)) },
      { name: t('figure.lost'), type: 'bar', barMaxWidth: 8, data: days.map((day) => day.lost) },
      { name: t('figure.orders'), type: 'line', showAllSymbol: true, data: days.map((day) => hollow(day, day.orders)) },
    ],
  }
}

export function daysTable(days: DayPoint[]): (string | number)[][] {
  const head = [t('column.day'), t('figure.added'), t('figure.lost'), t('figure.orders'), t('figure.revenue_fen')]
  return [head, ...days.map((day) => [day.day, day.added, day.lost, day.orders, money(day.revenue_fen)])]
}

/** Margin against cost per person; above the line a source has paid for itself within 90 days. */
export function paybackChart(points: SourcePoint[]): EChartsCoreOption {
  const most = Math.max(1, ...points.map((point) => point.contacts))
  const furthest = (pick: (point: SourcePoint) => number) => Math.max(0, ...points.map((point) => pick(point) / 100))
  // Both axes leave room for the largest bubble and its name.
  const room = { cac: furthest((point) => point.cac_fen) * 1.2 || 1, margin: furthest((point) => point.margin_90d_fen) * 1.15 || 1 }
  const sides = labelSides(points.map((point) => [point.cac_fen / 100 / room.cac, point.margin_90d_fen / 100 / room.margin]))
  const named = { show: true, formatter: t('chart.breakeven'), position: 'right', distance: 8, color: '#5d6b73', fontSize: 12 }
  const edge = Math.min(room.cac, room.margin)
  return {
    grid: { ...GRID, top: 26, right: 70, bottom: 24 },
    tooltip: { ...TOOLTIP, formatter: (one: { data: { point?: SourcePoint } }) => (one.data.point ? tip(one.data.point) : '') },
    xAxis: { ...axis(t('chart.cac'), 'middle'), max: round(room.cac) },
    yAxis: { ...axis(t('chart.margin'), 'end'), max: round(room.margin), nameTextStyle: { ...AXIS_TEXT, align: 'left' } },
    series: [{
      type: 'scatter',
      data: points.map((point, i) => ({
        name: point.source.name, point, value: [point.cac_fen / 100, point.margin_90d_fen / 100],
        symbolSize: 12 + 26 * Math.sqrt(point.contacts / most),
        itemStyle: { color: COLOURS[i % COLOURS.length], opacity: 0.85 },
        label: { position: sides[i] },
      })),
      label: { show: true, formatter: '{b}', color: '#33434b', fontSize: 12 },
    }, {
      name: t('chart.breakeven'), type: 'line', silent: true, symbol: 'none', showAllSymbol: true, animation: false,
      lineStyle: { color: '#8b989f', type: 'dashed', width: 1 },
      data: [[0, 0], { value: [edge * 0.93, edge * 0.93], symbol: 'circle', symbolSize: 1, label: named }, [edge, edge]],
    }],
  }
}

export function paybackTable(points: SourcePoint[]): (string | number)[][] {
  const head = [t('column.source'), t('figure.cac_fen'), t('figure.margin_90d_fen'), t('column.contacts')]
  return [head, ...points.map((one) => [one.source.name, money(one.cac_fen), money(one.margin_90d_fen), one.contacts])]
}

/** On which side of its bubble each name stands: where no other bubble and no other name is. */
function labelSides(places: number[][]): string[] {
  const boxes = places.map(([x = 0, y = 0]) => box(x, y, 0.03, 0.06))
  return places.map(([x = 0, y = 0]) => {
    const sides = { right: box(x + 0.14, y, 0.1, 0.035), top: box(x, y + 0.1, 0.11, 0.035), bottom: box(x, y - 0.1, 0.11, 0.035), left: box(x - 0.14, y, 0.1, 0.035) }
    const free = Object.entries(sides).find(([, mine]) => mine.left > -0.05 && mine.low > 0 && !boxes.some((one) => meet(one, mine)))
    boxes.push(free?.[1] ?? sides.right)
    return free?.[0] ?? 'right'
  })
}

/** Around a place, in shares of the chart's width and height. */
interface Box { left: number; right: number; low: number; high: number }
const box = (x: number, y: number, wide: number, tall: number): Box => ({ left: x - wide, right: x + wide, low: y - tall, high: y + tall })
const meet = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.low < b.high && b.low < a.high

/** Up to a number people like to read on an axis. */
function round(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value)) / 2
  return Math.ceil(value / step) * step
}

function axis(name: string, nameLocation: string) {
  return { type: 'value', name, nameLocation, nameGap: nameLocation === 'middle' ? 26 : 12, nameTextStyle: AXIS_TEXT, axisLabel: { ...AXIS_TEXT, formatter: '¥{value}' }, splitLine: SPLIT }
}

function tip(point: SourcePoint): string {
  const lines = [t('figure.cac_fen') + ' ' + money(point.cac_fen), t('figure.margin_90d_fen') + ' ' + money(point.margin_90d_fen), t('column.contacts') + ' ' + number(point.contacts)]
  return `<b>${escape(point.source.name)}</b><br>${lines.join('<br>')}`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
