import type { MaintenanceDefinition } from './calendar/calendar.ts';
import type { Check, CheckDefinition } from './check.ts';
import type { AnomalyDefinition } from './detect/sensitivity.ts';
import type { Service, ServiceDefinition } from './service.ts';
import type { Slo } from './slo/slo.ts';
import type { Route } from './verdict.ts';

/** Where in a private network a region's probes run. They reach what its routes and security groups let them reach. */
export type VpcOptions = {
  readonly vpcId: string;
  /** In which they run: private ones with a way to DynamoDB, SQS and SSM (a NAT gateway, or endpoints). */
  readonly subnetIds: readonly string[];
  /** Default: one that lets everything out and nothing in. */
  readonly securityGroupIds?: readonly string[];
};

/**
 * A region that probes, or one that may also see private ranges (CIDR), or probes from inside a VPC. `name`: what the
 * region is called, where one AWS region probes from several places; default the region, `<region>-vpc` with a VPC.
 */
export type RegionEntry =
  | string
  | {
      readonly region: string;
      readonly name?: string;
      readonly vpc?: VpcOptions;
      readonly allow?: readonly string[];
      /**
       * URLs that answer whenever the region is well, better of several owners; at most 5. When something fails and none
       * of them answers either, what failed is `unknown`: the region's own fault. Default: the region's own endpoints of
       * DynamoDB and SQS; `[]`: none.
       */
      readonly controls?: readonly string[];
    };

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
  /** When nobody is to be told. */
  readonly maintenance?: readonly MaintenanceDefinition[];
  /** Who hears that the monitor itself sees nothing, from a region or of a check. Default `page`. */
  readonly routes?: { readonly unknown?: Route };
  /** Of each check that does not say. Default `anomaly({ sensitivity: 'normal' })`; `false`: none. */
  readonly detect?: false | AnomalyDefinition;
  readonly checks: readonly CheckDefinition[];
};

/** What an entry is called that says no name. */
export function placeNameOf({ region, vpc }: { readonly region: string; readonly vpc?: unknown }): string {
  return vpc === undefined ? region : `${region}-vpc`;
}

/** A place that probes. `awsRegion`: where it stands, when that is not its name. */
export type Region = {
  readonly name: string;
  readonly awsRegion?: string;
  readonly vpc?: VpcOptions;
  readonly allow: readonly string[];
  /** Absent: the AWS region's own endpoints. Empty: none. */
  readonly controls?: readonly string[];
};

/** A valid monitor with every default filled in: what the Lambdas, the constructs and the command line use. */
export type Monitor = {
  readonly name: string;
  readonly home: string;
  readonly regions: readonly Region[];
  readonly services: readonly Service[];
  readonly channels: readonly ChannelDefinition[];
  readonly checks: readonly Check[];
  /** Of checks and services. Absent: none. */
  readonly slos?: readonly Slo[];
  /** How loudly the monitor's own incident is told. Absent: `page`. */
  readonly unknownRoute?: Route;
};
