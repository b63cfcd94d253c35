package bench.cluster;

/**
 * What jobs of one release are like.
 *
 * @param size bytes of a result
 * @param rate bytes a second that a connection gets; 0: all at once
 */
record Load(int size, int rate) {
    double secondsAJob() {
        return rate == 0 ? 0 : (double) size / rate;
    }
}
