/** Values with their units, already rounded. */

export const units = {
  seconds: (seconds: string) => `${seconds} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  dollars: (dollars: string) => `$${dollars}`,
  bytes: (bytes: number) => `${bytes} bytes`,
  kilobytes: (kilobytes: number) => `${kilobytes} kB`,
  megabytes: (megabytes: number) => `${megabytes} MB`,
};
