/** From plug-in to unplug. */
export interface ChargingSessionTable {
  id: string
  vehicle_id: string
  plugged_in_at: Date
  unplugged_at: Date | null
  soc_at_plug_in: number
  target_percent: number
  ready_by: Date
  soc_at_ready_by: number | null
  power_kw: number
  projected_to: Date
}

/** What a session took in a slot. */
export interface SessionEnergyTable {
  session_id: string
  starts_at: Date
  ends_at: Date
  energy_kwh: number
  /** In the currency of the site's bidding zone. */
  cost: number | null
}
