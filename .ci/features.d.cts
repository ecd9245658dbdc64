export const features: readonly string[];
