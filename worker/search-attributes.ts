import { Connection } from '@temporalio/client';
import { readEnvironment, serviceVariables } from '../db/environment.ts';
import { searchAttributes } from '../workflows/visibility.ts';

/** Numbers of `temporal.api.enums.v1.IndexedValueType`, whose package has no exports that an ES module can name. */
const indexed = { KEYWORD: 2, DATETIME: 6 } as const;

/** `node worker/search-attributes.ts`: registers on a cluster what workflows are found by; safe to run again. */
const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = readEnvironment(serviceVariables);
const connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
try {
  const namespace = TEMPORAL_NAMESPACE;
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter(({ name }) => !(name in customAttributes));
  const toAdd = Object.fromEntries(missing.map(({ name, type }) => [name, indexed[type]]));
  if (missing.length > 0)
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: toAdd });
} finally {
  await connection.close();
}
