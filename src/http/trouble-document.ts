import type { Known } from '../control/known.ts'
import { troubleSentence } from '../texts/trouble-sentence.ts'

/** What is told to be wrong with a car and not over yet; `null` if nothing is. */
export function toldTrouble({ incidents }: Pick<Known, 'incidents'>) {
  return incidents.find((one) => one.kind === 'trouble' && one.toldAt !== null)
}

/** The same as the API shows it, with the sentence a driver would read. */
export function troubleDocument(known: Pick<Known, 'incidents'>) {
  const found = toldTrouble(known)
  if (found?.kind !== 'trouble') return null
  const { cause, since, toldAt } = found
  return {
    cause,
    since,
    toldAt,
    text: { nb: troubleSentence(cause, 'nb'), en: troubleSentence(cause, 'en') },
  }
}
