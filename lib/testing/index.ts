export { type ExpectedIncident, expectIncident } from './expect-incident.ts';
