import { permissionWords } from '../carmakers/registry.ts'
import type { NoticeFacts, NoticeWords } from './notice-words.ts'

const PERMISSIONS = permissionWords('en')

/** The consent notice in English. */
export function noticeInEnglish(facts: NoticeFacts): NoticeWords {
  const { controller, contact, carmakerLabel: brand } = facts
  return {
    title: `Connect your ${brand}`,
    introduction: `${controller} would like to charge your car when electricity is cheapest. For that we need to see how far it is charged, and to be able to start and stop charging at home. This is what you agree to before you continue to ${brand}.`,
    purpose: {
      heading: 'What we use it for',
      items: [
        'To make a charging plan that has the car ready for departure at the lowest cost.',
        'To start and stop charging by that plan, and once at first to test that it works. We never control fast charging.',
        'To show you what you saved, and to find faults in the service.',
      ],
    },
    fetched: {
      heading: 'What we fetch',
      items: [
        'Whether the car is plugged in.',
        'Whether it is charging, and at what power.',
        'The state of charge in percent, and how much energy has been charged.',
        'The charge limit you set in the car, and how large the battery is.',
        'The vehicle identification number (VIN), to recognise the car. It is stored encrypted only.',
      ],
    },
    notFetched: {
      heading: 'What we do not fetch',
      items: [
        `Where the car is or has been. We do not ask for access to its position. Should ${brand} send it all the same, it is thrown away before anything is stored.`,
        'Trips, mileage, speed or driving style.',
        `Name, picture or contact details from ${brand}.`,
        `Your password. You log in with ${brand}, not with us.`,
      ],
    },
    ...mattersOfAccess(facts),
    ...mattersOfTime(facts),
    whomToAsk: {
      heading: 'Whom to ask',
      paragraphs: [
        `${controller} is the controller: ${contact}. Ask there for access, correction, erasure or a copy of your data. The legal basis is your consent (GDPR Article 6(1)(a)). You may complain to the Norwegian Data Protection Authority, Datatilsynet.`,
      ],
    },
  }
}

function mattersOfAccess(facts: NoticeFacts): Pick<NoticeWords, 'permissions' | 'permission' | 'recipients'> {
  const { controller, carmakerLabel: brand } = facts
  return {
    permissions: {
      heading: `The permissions we ask ${brand} for`,
      paragraphs: [
        `${brand} shows you the same ones on the next page. We do not ask for the one that gives position.`,
      ],
    },
    permission: (scope) => `${PERMISSIONS.get(scope) ?? 'Named by the carmaker'} (${scope}).`,
    recipients: {
      heading: 'Who else receives data',
      items: [
        `${brand} learns that you gave the permission, and receives our commands to start and stop charging.`,
        `${controller} is the controller and sees your charging in the service.`,
        ...facts.recipients.map((name) => `${name} processes data on behalf of ${controller}.`),
        'Nobody else. We do not sell data or use them for advertising.',
      ],
    },
  }
}

function mattersOfTime(facts: NoticeFacts): Pick<NoticeWords, 'usedOnce' | 'howLong' | 'withdraw'> {
  return {
    usedOnce: {
      heading: 'Name, e-mail and address',
      paragraphs: [
        'If we were given these when you opened this page, we used them once, in memory: to find the bidding zone, taxes and grid company where you charge. They are not stored.',
      ],
    },
    howLong: {
      heading: 'For how long',
      items: [
        'Your consent holds for two years, or until you withdraw it. We ask you again before it ends.',
        'Readings from the car are kept for 30 days.',
        'Charging plans and commands to the car are kept for 13 months, to answer questions about the service.',
        'That you gave or withdrew consent is kept for 3 years after the connection has ended.',
      ],
    },
    withdraw: {
      heading: 'How to withdraw',
      paragraphs: [
        `Choose “Withdraw consent” at the bottom of the charging plan page, at any time. We then stop fetching data at once. The car is released, so that it charges as before, and the access at ${facts.carmakerLabel} is revoked within 24 hours. It costs nothing and does not change your electricity contract.`,
      ],
    },
  }
}
