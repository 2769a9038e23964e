import { permissionWords } from '../carmakers/registry.ts'
import type { NoticeFacts, NoticeWords } from './notice-words.ts'

const PERMISSIONS = permissionWords('nb')

/** The consent notice in Norwegian bokmål. */
export function noticeInNorwegian(facts: NoticeFacts): NoticeWords {
  const { controller, contact, carmakerLabel: brand } = facts
  return {
    title: `Koble til ${brand}`,
    introduction: `${controller} vil gjerne lade bilen din når strømmen er billigst. Da trenger vi å se hvor mye den er ladet, og å kunne starte og stoppe ladingen hjemme. Her ser du hva du sier ja til, før du går videre til ${brand}.`,
    purpose: {
      heading: 'Hva vi bruker det til',
      items: [
        'Å lage en ladeplan som gjør bilen klar til avreise så billig som mulig.',
        'Å starte og stoppe ladingen etter planen, og én gang først for å prøve at det virker. Hurtiglading styrer vi aldri.',
        'Å vise deg hva du sparte, og å finne feil i tjenesten.',
      ],
    },
    fetched: {
      heading: 'Dette henter vi',
      items: [
        'Om bilen er koblet til laderen.',
        'Om den lader, og med hvilken effekt.',
        'Ladenivået i prosent, og hvor mye energi som er ladet.',
        'Ladegrensen du har satt i bilen, og hvor stort batteriet er.',
        'Understellsnummeret (VIN), for å kjenne igjen bilen. Det lagres bare kryptert.',
      ],
    },
    notFetched: {
      heading: 'Dette henter vi ikke',
      items: [
        `Hvor bilen er eller har vært. Vi ber ikke om tilgang til posisjon. Skulle ${brand} likevel sende den, kastes den før noe lagres.`,
        'Turer, kjørelengde, hastighet eller kjørestil.',
        `Navn, bilde eller kontaktopplysninger fra ${brand}.`,
        `Passordet ditt. Du logger inn hos ${brand}, ikke hos oss.`,
      ],
    },
    ...mattersOfAccess(facts),
    ...mattersOfTime(facts),
    whomToAsk: {
      heading: 'Hvem du kan spørre',
      paragraphs: [
        `${controller} er behandlingsansvarlig: ${contact}. Der kan du be om innsyn, retting, sletting og en kopi av dataene dine. Grunnlaget er samtykket ditt (personvernforordningen artikkel 6 nr. 1 bokstav a). Du kan klage til Datatilsynet.`,
      ],
    },
  }
}

function mattersOfAccess(facts: NoticeFacts): Pick<NoticeWords, 'permissions' | 'permission' | 'recipients'> {
  const { controller, carmakerLabel: brand } = facts
  return {
    permissions: {
      heading: `Tillatelsene vi ber ${brand} om`,
      paragraphs: [`${brand} viser deg de samme på neste side. Tillatelsen til posisjon ber vi ikke om.`],
    },
    permission: (scope) => `${PERMISSIONS.get(scope) ?? 'Navngitt av bilprodusenten'} (${scope}).`,
    recipients: {
      heading: 'Hvem andre som får data',
      items: [
        `${brand} får vite at du har gitt tillatelsen, og får beskjedene våre om å starte og stoppe ladingen.`,
        `${controller} er behandlingsansvarlig og ser ladingen din i tjenesten.`,
        ...facts.recipients.map((name) => `${name} behandler data på vegne av ${controller}.`),
        'Ingen andre. Vi selger ikke data og bruker dem ikke til reklame.',
      ],
    },
  }
}

function mattersOfTime(facts: NoticeFacts): Pick<NoticeWords, 'usedOnce' | 'howLong' | 'withdraw'> {
  return {
    usedOnce: {
      heading: 'Navn, e-post og adresse',
      paragraphs: [
        'Fikk vi disse da du åpnet siden, brukte vi dem én gang, i minnet: for å finne strømområde, avgifter og nettselskap der du lader. De lagres ikke.',
      ],
    },
    howLong: {
      heading: 'Hvor lenge',
      items: [
        'Samtykket gjelder i to år, eller til du trekker det. Vi spør deg igjen før det går ut.',
        'Avlesninger fra bilen beholdes i 30 dager.',
        'Ladeplaner og beskjeder til bilen beholdes i 13 måneder, for å kunne svare på spørsmål om tjenesten.',
        'At du ga eller trakk samtykket, beholdes i 3 år etter at tilkoblingen er slutt.',
      ],
    },
    withdraw: {
      heading: 'Slik trekker du samtykket',
      paragraphs: [
        `Velg «Trekk samtykket» nederst på siden med ladeplanen, når som helst. Da slutter vi med en gang å hente data. Bilen slippes fri, så den lader som før, og tilgangen hos ${facts.carmakerLabel} slettes innen 24 timer. Det koster ingenting, og strømavtalen din endres ikke.`,
      ],
    },
  }
}
