/** Charts of the sources page, as ECharts options and as tables. */
import type { EChartsCoreOption } from 'echarts/core'
import type { SourceEconomics, SourceEconomicsRow, SourcePoint } from '@/api/types'
import { AMBER, AXIS_TEXT, BLUE, COLOURS, GRID, LEGEND, POND, SPLIT, TOOLTIP } from '@/components/chartStyle'
import { money, moneyExact, number, percent, shortDay } from '@/format'
import { t } from '@/i18n'

type Table = (string | number)[][]
const name = (row: SourceEconomicsRow) => row.source?.name ?? t('sources.unknown')
const COST_KINDS = ['ads', 'bait', 'labour', 'other'] as const

/** Cost per add, split by what it was spent on, dearest on top. */
export function cacChart(rows: SourceEconomicsRow[]): EChartsCoreOption {
  const known = costed(rows)
  return {
    color: [BLUE, AMBER, POND, '#9aa7ad'],
    grid: { ...GRID, right: 40 }, legend: LEGEND,
    tooltip: { ...TOOLTIP, trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (yuan: number) => `¥${yuan.toFixed(2)}` },
    xAxis: { type: 'value', axisLabel: { ...AXIS_TEXT, formatter: '¥{value}' }, splitLine: SPLIT },
    yAxis: { type: 'category', data: known.map(name), axisLabel: AXIS_TEXT, axisTick: { show: false }, axisLine: { show: false } },
    series: COST_KINDS.map((kind) => ({
      name: t(`cost_kind.${kind}`), type: 'bar', stack: 'cost', barMaxWidth: 18,
      data: known.map((row) => (row.added ? row.cost_by_kind[kind] / row.added / 100 : 0)),
    })),
  }
}

export function cacTable(rows: SourceEconomicsRow[]): Table {
  const head = [t('column.source'), ...COST_KINDS.map((kind) => t(`cost_kind.${kind}`)), t('figure.cac_fen')]
  return [head, ...costed(rows).reverse().map((row) => [name(row), ...COST_KINDS.map((kind) => money(row.cost_by_kind[kind])), moneyExact(row.cac_fen)])]
}

/** Deletions beside repurchase: what was bought with bait leaves, what was earned stays. */
export function deletionChart(rows: SourceEconomicsRow[]): EChartsCoreOption {
  const known = rows.filter((row) => row.deleted_30d_bp != null).sort((a, b) => a.deleted_30d_bp! - b.deleted_30d_bp!)
  const bar = (label: string, pick: (row: SourceEconomicsRow) => number | null) => ({
    name: label, type: 'bar', barMaxWidth: 12,
    data: known.map((row) => (pick(row) == null ? null : pick(row)! / 100)),
    label: { show: true, position: 'right', color: '#44545d', fontSize: 11, formatter: (one: { value: number }) => `${one.value.toFixed(1)} %` },
  })
  return {
    color: ['#b3514a', POND],
    grid: { ...GRID, right: 56 }, legend: LEGEND,
    tooltip: { ...TOOLTIP, trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (share: number | null) => (share == null ? '–' : `${share.toFixed(1)} %`) },
    xAxis: { type: 'value', axisLabel: { ...AXIS_TEXT, formatter: '{value} %' }, splitLine: SPLIT },
    yAxis: { type: 'category', data: known.map(name), axisLabel: AXIS_TEXT, axisTick: { show: false }, axisLine: { show: false } },
    series: [bar(t('figure.deleted_30d_bp'), (row) => row.deleted_30d_bp), bar(t('figure.repurchase_30d_bp'), (row) => row.repurchase_30d_bp)],
  }
}

export function deletionTable(rows: SourceEconomicsRow[]): Table {
  const head = [t('column.source'), t('figure.deleted_30d_bp'), t('figure.repurchase_30d_bp'), t('sources.base')]
  return [head, ...rows.map((row) => [name(row), percent(row.deleted_30d_bp), percent(row.repurchase_30d_bp), number(row.matured_30d)])]
}

export function paybackPoints(rows: SourceEconomicsRow[]): SourcePoint[] {
  return rows.flatMap((row) =>
    row.source && row.cac_fen != null && row.margin_90d_fen != null
      ? [{ source: row.source, cac_fen: row.cac_fen, margin_90d_fen: row.margin_90d_fen, contacts: row.added }] : [])
}

/** Margin earned per person by days since adding. */
export function curveChart(rows: SourceEconomicsRow[]): EChartsCoreOption {
  return {
    color: COLOURS,
    grid: { ...GRID, top: 72, bottom: 22 }, legend: LEGEND,
    tooltip: { ...TOOLTIP, trigger: 'axis', valueFormatter: (yuan: number) => `¥${yuan.toFixed(2)}` },
    xAxis: { type: 'value', name: t('chart.days_since'), nameLocation: 'middle', nameGap: 24, nameTextStyle: AXIS_TEXT, axisLabel: AXIS_TEXT, splitLine: { show: false } },
    yAxis: { type: 'value', axisLabel: { ...AXIS_TEXT, formatter: '¥{value}' }, splitLine: SPLIT },
    series: rows.filter((row) => row.curve.length > 1).map((row) => ({
      name: name(row), type: 'line', symbolSize: 5, data: row.curve.map((point) => [point.day, point.margin_fen / 100]),
    })),
  }
}

export function curveTable(economics: SourceEconomics): Table {
  const days = [...new Set(economics.items.flatMap((row) => row.curve.map((point) => point.day)))].sort((a, b) => a - b)
  const cell = (row: SourceEconomicsRow, day: number) => moneyExact(row.curve.find((point) => point.day === day)?.margin_fen)
  return [[t('column.source'), ...days.map((day) => t('unit.days', { n: day }))], ...economics.items.map((row) => [name(row), ...days.map((day) => cell(row, day))])]
}

/** Cost per add by week: where a price creeps up. */
export function weeksChart(rows: SourceEconomicsRow[]): EChartsCoreOption {
  const weeks = [...new Set(rows.flatMap((row) => row.weeks.map((one) => one.week)))].sort()
  const cost = (row: SourceEconomicsRow, week: string) => {
    const found = row.weeks.find((one) => one.week === week)
    return found && found.added >= 5 && found.cost_fen ? found.cost_fen / found.added / 100 : null
  }
  return {
    color: COLOURS,
    grid: { ...GRID, top: 72 }, legend: LEGEND,
    tooltip: { ...TOOLTIP, trigger: 'axis', valueFormatter: (yuan: number | null) => (yuan == null ? '–' : `¥${yuan.toFixed(2)}`) },
    xAxis: { type: 'category', data: weeks.map(shortDay), axisLabel: AXIS_TEXT, axisTick: { show: false } },
    yAxis: { type: 'value', axisLabel: { ...AXIS_TEXT, formatter: '¥{value}' }, splitLine: SPLIT },
    series: rows.filter((row) => row.cost_fen).map((row) => ({ name: name(row), type: 'line', symbolSize: 4, connectNulls: true, data: weeks.map((week) => cost(row, week)) })),
  }
}

export function weeksTable(rows: SourceEconomicsRow[]): Table {
  const head = [t('column.source'), t('column.week'), t('figure.added'), t('figure.cost_fen'), t('figure.lost')]
  return [head, ...rows.flatMap((row) => row.weeks.map((one) => [name(row), one.week, one.added, money(one.cost_fen), one.lost]))]
}

function costed(rows: SourceEconomicsRow[]): SourceEconomicsRow[] {
  return rows.filter((row) => row.cost_fen && row.added > 0).sort((a, b) => (a.cac_fen ?? 0) - (b.cac_fen ?? 0))
}
