/** Which version of the Internet Protocol a check must use. */
export type IpVersion = 4 | 6;
