// The client lands here.
export {}
