/** The protocols whose plain connection a probe can turn into TLS. */
export const STARTTLS = ['smtp', 'lmtp', 'imap', 'pop3', 'ftp', 'sieve', 'postgres', 'mysql', 'ldap'] as const;

/** In which protocol TLS is asked for, once connected. */
export type StartTls = (typeof STARTTLS)[number];
