export { Monitor, type MonitorProps } from './monitor.ts';
export { addSecurityChecks } from './security-checks.ts';
