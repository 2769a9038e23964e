import { html, type Html } from './html.ts'

/** State of charge against minimum and target, all 0 to 100. The numbers stand beside it in words. */
export function socGauge(levels: {
  readonly soc: number | null
  readonly minimum: number
  readonly target: number
}): Html {
  return html`<svg class="gauge" width="100%" height="20" aria-hidden="true">
    <rect class="gauge-ground" width="100%" y="4" height="12" rx="6" />
    ${levels.soc !== null && html`<rect class="gauge-soc" width="${levels.soc}%" y="4" height="12" rx="6" />`}
    ${levels.minimum > 0 && tick(levels.minimum, 'gauge-minimum')} ${tick(levels.target, 'gauge-target')}
  </svg>`
}

function tick(level: number, kind: string): Html {
  return html`<line class="${kind}" x1="${level}%" x2="${level}%" y1="0" y2="20" />`
}
