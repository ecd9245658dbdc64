import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildAdminSchema, type AdminParts } from './admin/admin-schema';
import { buildPortalSchema, type PortalParts } from './portal/portal-schema';

/** The SDL of both APIs, sorted, as committed in schema.graphql and schema.admin.graphql. Needs no database: nothing is resolved. */
export function printSchemas(): { portal: string; admin: string } {
  const portal = buildPortalSchema({} as PortalParts);
  const admin = buildAdminSchema({} as AdminParts);
  return { portal: `${printSchema(lexicographicSortSchema(portal))}\n`, admin: `${printSchema(lexicographicSortSchema(admin))}\n` };
}
