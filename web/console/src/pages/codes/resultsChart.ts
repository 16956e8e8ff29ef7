/** What a code brought, day by day. */
import type { EChartsCoreOption } from 'echarts/core'
import type { CodeResults } from '@/api/types'
import { AMBER, AXIS_TEXT, GRID, LEGEND, PALE, POND, SPLIT, TOOLTIP } from '@/components/chartStyle'
import { shortDay } from '@/format'
import { t } from '@/i18n'

export function resultsChart(some: CodeResults['days']): EChartsCoreOption {
  const days = withQuietDays(some)
  return {
    color: [POND, PALE, AMBER],
    grid: GRID, legend: LEGEND, tooltip: { ...TOOLTIP, trigger: 'axis' },
    xAxis: { type: 'category', data: days.map((day) => shortDay(day.day)), axisLabel: AXIS_TEXT, axisTick: { show: false } },
    yAxis: { type: 'value', axisLabel: AXIS_TEXT, splitLine: SPLIT, minInterval: 1 },
    series: [
      { name: t('figure.added'), type: 'bar', barMaxWidth: 14, data: days.map((day) => day.added) },
      { name: t('figure.lost'), type: 'bar', barMaxWidth: 14, data: days.map((day) => day.lost) },
      { name: t('figure.orders'), type: 'line', symbolSize: 5, data: days.map((day) => day.orders) },
    ],
  }
}

export function resultsTable(days: CodeResults['days']): (string | number)[][] {
  return [[t('column.day'), t('figure.added'), t('figure.lost'), t('figure.orders')], ...days.map((day) => [day.day, day.added, day.lost, day.orders])]
}

/** Days on which nothing happened stand in the chart too: else weeks apart look like neighbours. */
function withQuietDays(days: CodeResults['days']): CodeResults['days'] {
  const known = new Map(days.map((one) => [one.day, one]))
  const [first, last] = [days[0]?.day, days.at(-1)?.day]
  if (!first || !last) return days
  const all: CodeResults['days'] = []
  for (const at = new Date(`${first}T12:00:00Z`); at.toISOString().slice(0, 10) <= last; at.setUTCDate(at.getUTCDate() + 1)) {
    const day = at.toISOString().slice(0, 10)
    all.push(known.get(day) ?? { day, added: 0, lost: 0, orders: 0 })
  }
  return all
}
