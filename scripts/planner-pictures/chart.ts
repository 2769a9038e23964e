/** Charging at one power. Instants in ms. */
export interface DrawnBlock {
  readonly start: number
  readonly end: number
  /** kW at the plug. */
  readonly power: number
}

export interface DrawnSlot {
  readonly start: number
  readonly end: number
  readonly price: number
}

/** Price bars with what is charged, its power beneath, and the state of charge over them. */
export interface Chart {
  readonly title: string
  readonly slots: readonly DrawnSlot[]
  readonly blocks: readonly DrawnBlock[]
  /** Full height of the strip of powers, kW. */
  readonly fullPower: number
  /** Per instant, 0 to 100; drawn if given. */
  readonly soc?: readonly { readonly at: number; readonly soc: number }[]
  /** A line across the strip of powers, kW. */
  readonly limit?: number
  /** Text below each slot; empty: none. */
  readonly label: (slot: DrawnSlot) => string
}

export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly bars: number
}

const STRIP = 22
const GAP = 4

/** Height a chart takes below its top. */
export function chartHeight({ bars }: Frame): number {
  return 18 + bars + GAP + STRIP + 18
}

/** A chart as SVG elements. */
export function drawChart(chart: Chart, frame: Frame): string {
  const plot = { ...frame, top: frame.top + 18 }
  return [
    text(frame.left, frame.top + 8, chart.title, 'head'),
    ...bars(chart, plot),
    ...strip(chart, plot),
    ...labels(chart, plot),
    socLine(chart, plot),
  ].join('\n')
}

/** A picture on a card of its own colour, which follows the reader's scheme. */
export function picture(width: number, height: number, title: string, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${n(width - 1)}" height="${n(height - 1)}" rx="8"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n')
}

/** `kind` is a class, with an anchor after it if the text does not start there: `small middle`. */
export function text(x: number, y: number, content: string, kind = 'small'): string {
  const [name = 'small', anchor = 'start'] = kind.split(' ')
  return `<text class="${name}" x="${n(x)}" y="${n(y)}" text-anchor="${anchor}">${escaped(content)}</text>`
}

export function box(
  kind: string,
  { left, top, width, height }: Record<'left' | 'top' | 'width' | 'height', number>,
): string {
  return `<rect class="${kind}" x="${n(left)}" y="${n(top)}" width="${n(width)}" height="${n(height)}"/>`
}

export function polyline(kind: string, points: readonly (readonly [number, number])[]): string {
  return `<polyline class="${kind}" points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}"/>`
}

/** Two decimals at most, so that the same picture is the same text everywhere. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100 + 0)
}

const STYLE = [
  'text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:11px;fill:#57606a}',
  '.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;fill:#1f2328}.head{font-size:12.5px;font-weight:600;fill:#1f2328}.card{fill:#fff;stroke:#d0d7de}',
  '.bar{fill:#d3dae2}.on,.power{fill:#0969da}.wrong{fill:#bc4c00}.line{fill:none;stroke:#1a7f37;stroke-width:2}',
  '.limit{fill:none;stroke:#cf222e;stroke-width:1.2;stroke-dasharray:4 3}.axis{fill:none;stroke:#8c959f}',
  '.faint{fill:none;stroke:#8c959f;stroke-width:1.3}.faint2{fill:none;stroke:#bc4c00;stroke-width:1.3}.kept{fill:none;stroke:#0969da;stroke-width:4;stroke-linecap:round}',
  '.dot{fill:#8c959f}.dot2{fill:#bc4c00}',
  '@media (prefers-color-scheme:dark){text{fill:#9198a1}.halo{stroke:#0d1117;fill:#f0f6fc}.head{fill:#f0f6fc}.card{fill:#0d1117;stroke:#3d444d}',
  '.bar{fill:#3d444d}.on,.power{fill:#4493f8}.wrong{fill:#db6d28}.line{stroke:#3fb950}.limit{stroke:#f85149}',
  '.axis,.faint{stroke:#6e7681}.kept{stroke:#4493f8}.faint2{stroke:#db6d28}.dot{fill:#6e7681}.dot2{fill:#db6d28}}',
].join('')

function xOf({ slots }: Chart, { left, width }: Frame, instant: number): number {
  const from = slots[0]?.start ?? 0
  const until = slots.at(-1)?.end ?? 1
  return left + ((instant - from) / (until - from)) * width
}

function bars(chart: Chart, frame: Frame): string[] {
  const highest = Math.max(...chart.slots.map(({ price }) => price))
  return chart.slots.flatMap(({ start, end, price }) => {
    const height = Math.max(1, (price / highest) * frame.bars)
    const top = frame.top + frame.bars - height
    const bar = (kind: string, from: number, until: number): string => {
      const left = xOf(chart, frame, from)
      return box(kind, { left, top, width: Math.max(0.5, xOf(chart, frame, until) - left - 1), height })
    }
    const charged = chart.blocks.filter((block) => block.start < end && block.end > start)
    const on = charged.map((block) => bar('on', Math.max(start, block.start), Math.min(end, block.end)))
    return [bar('bar', start, end), ...on]
  })
}

function strip(chart: Chart, frame: Frame): string[] {
  const base = frame.top + frame.bars + GAP + STRIP
  const heightOf = (power: number): number => (power / chart.fullPower) * STRIP
  const powers = chart.blocks.map(({ start, end, power }) => {
    const left = xOf(chart, frame, start)
    const height = heightOf(power)
    return box('power', { left, top: base - height, width: xOf(chart, frame, end) - left - 1, height })
  })
  const right = frame.left + frame.width
  const axis = polyline('axis', [
    [frame.left, base],
    [right, base],
  ])
  if (chart.limit === undefined) return [...powers, axis]
  const y = base - heightOf(chart.limit)
  const line = polyline('limit', [
    [frame.left, y],
    [right, y],
  ])
  return [...powers, axis, line]
}

function labels(chart: Chart, frame: Frame): string[] {
  const y = frame.top + frame.bars + GAP + STRIP + 13
  return chart.slots.flatMap((slot) => {
    const label = chart.label(slot)
    const middle = (xOf(chart, frame, slot.start) + xOf(chart, frame, slot.end)) / 2
    return label === '' ? [] : [text(middle, y, label, 'small middle')]
  })
}

function socLine(chart: Chart, frame: Frame): string {
  const { soc } = chart
  if (soc === undefined) return ''
  const yOf = (value: number): number => frame.top + frame.bars * (1 - value / 100)
  const points = soc.map(({ at, soc: value }): readonly [number, number] => [
    xOf(chart, frame, at),
    yOf(value),
  ])
  const [first, last] = [soc[0], soc.at(-1)]
  const right = frame.left + frame.width
  return [
    polyline('line', points),
    text(frame.left + 3, yOf(first?.soc ?? 0) - 5, `${n(first?.soc ?? 0)} %`, 'halo'),
    text(right - 3, yOf(last?.soc ?? 0) - 5, `${n(Math.round(last?.soc ?? 0))} %`, 'halo end'),
  ].join('\n')
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
