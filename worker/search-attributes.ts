import { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { readEnvironment, serviceVariables } from '../db/environment.ts';
import { searchAttributes } from '../workflows/visibility.ts';

const { INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_DATETIME } = temporal.api.enums.v1.IndexedValueType;
const indexed = { KEYWORD: INDEXED_VALUE_TYPE_KEYWORD, DATETIME: INDEXED_VALUE_TYPE_DATETIME };

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
