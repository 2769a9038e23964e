/** `npm run bench:prices [-- --quick]`: prices from text to the store, and from the store to what a kWh costs. */
await import('./prices/parse.ts')
console.log('')
await import('./prices/year.ts')
await import('./prices/json.ts')
await import('./prices/cost.ts')
