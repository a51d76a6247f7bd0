export { type Patience, waitFor } from '../../dev/wait-for.ts';
