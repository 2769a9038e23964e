import { html, type Html } from './html.ts'
import type { WishForm, WishView } from './wish-view.ts'

/** Whether this form was the last one sent, and came to that end. */
export function isOf({ notice }: WishView, form: WishForm, kind: 'saved' | 'invalid'): boolean {
  return notice?.form === form && notice.kind === kind
}

/** Said once, to those who listen as well. */
export function saved(wish: WishView, form: WishForm, text: string): Html | null {
  return isOf(wish, form, 'saved') ? html`<p class="note" role="status">${text}</p>` : null
}

/** What was typed and is wrong stays in its field; otherwise what is stored. */
export function typedOr(
  { notice }: WishView,
  form: WishForm,
  field: { readonly name: string; readonly stored: string; readonly fault: string },
): { value: string; fault: string | null } {
  if (notice?.kind !== 'invalid' || notice.form !== form) return { value: field.stored, fault: null }
  const isFaulty = notice.faulty.includes(field.name)
  return { value: notice.typed[field.name] ?? '', fault: isFaulty ? field.fault : null }
}
