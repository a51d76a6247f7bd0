import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { readEnvironment, serviceVariables } from '../db/environment.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';

/** Numbers of Temporal's IndexedValueType. */
const indexed = { KEYWORD: 2, DATETIME: 6 };

type Operator = Pick<Connection, 'operatorService'>;

/** Makes known to a namespace what workflows are found by; `present` are the names that it knows already. */
export async function registerSearchAttributes(
  { operatorService }: Operator,
  namespace: string,
  present: string[] = [],
): Promise<void> {
  const missing = Object.values(searchAttributes).filter(({ name }) => !present.includes(name));
  if (missing.length === 0) return;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, indexed[type]])),
  });
}

/** `node worker/search-attributes.ts`, once for a cluster; safe to run again. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = readEnvironment(serviceVariables);
  const connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({
    namespace: TEMPORAL_NAMESPACE,
  });
  await registerSearchAttributes(connection, TEMPORAL_NAMESPACE, Object.keys(customAttributes));
  await connection.close();
}
