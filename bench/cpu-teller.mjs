/** Loaded before a server of somebody else's: says how much CPU it has taken, whenever it is asked. */
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit());
