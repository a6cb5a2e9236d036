import type { Check, CheckDefinition } from './check.ts';
import type { Service, ServiceDefinition } from './service.ts';

/** A region that probes, or one that may also see private ranges (CIDR). */
export type RegionEntry = string | { readonly region: string; readonly allow?: readonly string[] };

export type EmailChannel = { readonly kind: 'email'; readonly address: string };
export type WebhookChannel = {
  readonly kind: 'webhook';
  readonly id: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Who hears of an incident. E-mail goes through the monitor's SNS topics, a webhook is called by `respond`. */
export type ChannelDefinition = EmailChannel | WebhookChannel;

/** A monitor as a person wrote it, not yet validated. */
export type MonitorDefinition = {
  readonly kind: 'monitor';
  /** Part of every resource name. Lower case letters, digits and dashes, at most 32. */
  readonly name: string;
  /** The region of the tables, the judging and the notices. */
  readonly home: string;
  readonly regions: readonly RegionEntry[];
  readonly services: readonly ServiceDefinition[];
  readonly notify: readonly ChannelDefinition[];
  readonly checks: readonly CheckDefinition[];
};

export type Region = { readonly name: string; readonly allow: readonly string[] };

/** A valid monitor with every default filled in: what the Lambdas, the constructs and the command line use. */
export type Monitor = {
  readonly name: string;
  readonly home: string;
  readonly regions: readonly Region[];
  readonly services: readonly Service[];
  readonly channels: readonly ChannelDefinition[];
  readonly checks: readonly Check[];
};
