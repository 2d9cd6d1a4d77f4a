/**
 * All that the application role may do, whatever else the schema holds. A new table, view or function that it should
 * reach gets a line here: a decision about what keeps tenants apart, never a formality.
 */

/** Rights on relations of the schema thermacore; on relations of any other schema it has none but those of everybody. */
export const RELATIONS: Readonly<Record<string, string>> = {
  tenants: 'INSERT SELECT',
  users: 'INSERT SELECT UPDATE',
  sessions: 'INSERT SELECT UPDATE',
  audit: 'INSERT',
  units: 'DELETE INSERT SELECT UPDATE',
  sensors: 'DELETE INSERT SELECT UPDATE',
  latest: 'SELECT',
  readings_of_tenant: 'SELECT',
  texts_of_tenant: 'SELECT',
};

/** Functions of the schema thermacore; those that run as their owner are marked. */
export const FUNCTIONS: Readonly<Record<string, 'as owner' | 'as caller'>> = {
  announce_plant: 'as caller',
  current_tenant: 'as caller',
  visible: 'as caller',
  make_partitions: 'as owner',
  write_readings: 'as owner',
  write_texts: 'as owner',
  // They set `app.tenant`, which the role may do anyway, and call the two above.
  write_readings_for: 'as caller',
  write_texts_for: 'as caller',
};
