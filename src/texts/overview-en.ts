import type { OverviewTexts } from './overview-nb.ts'

export const overviewEn: OverviewTexts = {
  title: 'What you share',
  about: (brand) => `You have let us fetch data from ${brand} and control charging.`,
  aboutReading: (brand) => `You have let us fetch data from ${brand}.`,
  over: 'Consent has been withdrawn or has ended. We fetch nothing.',
  health: {
    'all-well': 'The connection works.',
    'consent-ends-soon':
      'The connection works. Your consent ends soon; renew it, and charging goes on as before.',
    'consent-ends-before-ready-by':
      'Your consent ends before the car is to be ready next. Renew it, or we cannot charge for you tonight.',
    'consent-over': 'Your consent has ended. We fetch nothing and do not control charging.',
    'ended-at-carmaker':
      'The carmaker no longer accepts the connection. Connect again, and we will charge for you again.',
    'access-unreadable':
      'We can no longer read the access that you gave us. The fault is ours. Connect again, and we will charge for you again.',
    'key-not-added': 'The car takes no commands before you have added our key in the carmaker’s app.',
    'permission-missing':
      'A permission is missing. Connect again and leave all of them on. Position is not among them.',
    'not-controllable': 'The carmaker does not let us control the charging of this car. We can only read it.',
    'refused-by-carmaker':
      'The carmaker does not let us reach the car. Check that the subscription is valid and that access from apps is on, or connect again.',
    'refused-to-us':
      'The carmaker turns us away. That is ours to mend, and we have been told. Start charging in the car if you need it.',
    'access-ends-before-ready-by':
      'The carmaker does not answer when we renew access. We are trying again. If that does not help, we cannot charge for you tonight.',
    'access-over':
      'The carmaker does not answer, and access has ended. We are trying again. Start charging in the car if you need it.',
    'not-heard-from':
      'We have not heard from the car, or one of them, for a day. Check that it has a network and shows in the carmaker’s app.',
  },
  reconnect: 'Connect again',
  renew: 'Renew consent',
  addKey: 'Add the key',
  since: 'Shared since',
  until: 'Ends on',
  lastFetch: 'Last fetched',
  never: 'Not yet',
  fetched: 'What we fetch',
  purposes: 'What we use it for',
  permissions: 'Permissions you gave',
  missing: 'Permissions that are missing',
  surplus: 'Given although we did not ask. We do not use them',
  recipients: 'Who else receives data',
  past: {
    title: 'What you shared',
    until: 'Ended on',
    fetched: 'What we fetched',
    purposes: 'What we used it for',
    permissions: 'Permissions you had given',
    recipients: 'Who else received data',
  },
  proof: 'Receipt',
  proofText: (number, version) => `Receipt ${number}, for version ${version} of the text you saw.`,
  download: 'Download the receipt',
  withdraw: 'Withdraw consent',
  toPlan: 'To the charging plan',
}
