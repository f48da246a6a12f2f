export const failures = {
  dismiss: "Dismiss",
  tryAgain: "Try again",
};
