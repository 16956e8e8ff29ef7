/** A table as a CSV file that Excel opens with Chinese intact. */
export function saveCsv(name: string, rows: (string | number)[][]): void {
  const text = rows.map((row) => row.map(cell).join(',')).join('\r\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }))
  link.download = `${name}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

/** Excel runs what begins with = + - @: a quote in front keeps it text. Plain numbers stay. */
function cell(value: string | number): string {
  const text = String(value)
  const risky = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text))
  return `"${(risky ? `'${text}` : text).replaceAll('"', '""')}"`
}
