// Why a certificate is not believed: the stable codes of the API, and the verdict each leads to.

/** Thrown by the readers and verifiers of this folder; `reason` is one of the API's codes. */
export class Fault extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }

  /** Nothing of ours is unknown; what claims to be ours and is not, is forged. */
  get verdict() {
    return ["not-a-certificate", "unsupported-version"].includes(this.reason) ? "unknown" : "forged";
  }
}

/** Goes on only when `condition` holds. */
export const demand = (condition, reason = "malformed") => { if (!condition) throw new Fault(reason); };
