import { originList, variables } from './env-fields.ts'

/** Where Tesla serves drivers of other regions. */
export const teslaRegionVariables = {
  TESLA_OTHER_API_URLS: originList.default([]).register(variables, {
    group: 'tesla',
    about:
      'Fleet APIs of further regions in which the application is registered, separated by commas; tokens go to these hosts and no others.',
    example: 'https://fleet-api.prd.na.vn.cloud.tesla.com',
    otherwise: 'drivers of other regions cannot be served',
  }),
}
