import { html, type Html } from './html.ts'

/** One field of a form. Its name is its id too, so names are unique on a page. */
export interface Field {
  readonly name: string
  readonly type: 'number' | 'time' | 'date' | 'datetime-local'
  readonly label: string
  /** Said in full where the label on the page leans on a table around it. */
  readonly labelInFull?: string | undefined
  readonly value: string
  readonly help?: string | undefined
  readonly required?: boolean
  /** What is wrong with it; `null`: nothing. */
  readonly fault: string | null
  /** Of a number. */
  readonly range?: { readonly least: number; readonly most: number; readonly step?: number }
}

/** A label, its input, what helps to fill it in and what is wrong with it, tied together for those who listen. */
export function formField(field: Field): Html {
  const { name, label, labelInFull, help, fault } = field
  return html`<div class="field">
    <label for="${name}"
      >${
        labelInFull === undefined
          ? label
          : html`<span aria-hidden="true">${label}</span><span class="hidden">${labelInFull}</span>`
      }</label
    >
    ${input(field)} ${help !== undefined && html`<p class="quiet" id="${name}-help">${help}</p>`}
    ${fault !== null && html`<p class="fault" id="${name}-fault">${fault}</p>`}
  </div>`
}

function input(field: Field): Html {
  const { name, type, value, required = false, range, fault } = field
  const control = html`<input
    type="${type}"
    id="${name}"
    name="${name}"
    value="${value}"
    ${range !== undefined && bounds(range)}
    ${required && html`required`}
    ${described(field)}
    ${fault !== null && html`aria-invalid="true"`}
  />`
  const isPercent = range?.most === 100
  return isPercent
    ? html`<span class="with-unit">${control}<span aria-hidden="true">%</span></span>`
    : control
}

/** Half a unit and less needs a keyboard with a decimal sign. */
function bounds({ least, most, step }: NonNullable<Field['range']>): Html {
  const mode = step === undefined ? 'numeric' : 'decimal'
  return html`inputmode="${mode}" min="${least}" max="${most}" step="${step ?? 1}"`
}

function described({ name, help, fault }: Field): Html | null {
  const ids = [...(help === undefined ? [] : [`${name}-help`]), ...(fault === null ? [] : [`${name}-fault`])]
  return ids.length === 0 ? null : html`aria-describedby="${ids.join(' ')}"`
}
