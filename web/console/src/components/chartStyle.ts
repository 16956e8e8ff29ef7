/** Colours and axes that all charts share. */
export const POND = '#0b6e69'
export const AMBER = '#b8791a'
export const BLUE = '#1c5fa8'
export const PALE = '#c3ced2'
export const COLOURS = [POND, AMBER, BLUE, '#a13d63', '#5f7d1e', '#6c4fa3', '#8a4b2a', '#45606b']
export const GRID = { left: 8, right: 16, top: 30, bottom: 8, containLabel: true }
export const AXIS_TEXT = { color: '#5d6b73', fontSize: 12 }
export const SPLIT = { lineStyle: { color: '#eaeff0' } }
export const LEGEND = { top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, textStyle: { color: '#44545d' } }
export const TOOLTIP = { borderColor: '#e2e8ea', textStyle: { color: '#17242b', fontSize: 13 }, confine: true }
