package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Files on a disk that has room for so many bytes and then fails as a full one does. */
public final class FullDisk implements AtomicFile.Opener {
  private long room;

  public FullDisk(long room) {
    this.room = room;
  }

  /** Sets how many bytes may still be written. */
  void room(long bytes) {
    room = bytes;
  }

  @Override
  public FileChannel open(Path newFile) throws IOException {
    FileChannel real = AtomicFile.NEW_FILE.open(newFile);
    return new LimitedChannel(real, newFile);
  }

  private final class LimitedChannel extends FileChannel {
    private final FileChannel real;
    private final Path file;

    LimitedChannel(FileChannel real, Path file) {
      this.real = real;
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (room <= 0) {
        throw new FileSystemException(file.toString(), null, "No space left on device");
      }
      int taken = (int) Math.min(room, source.remaining());
      int written = real.write(source.slice(source.position(), taken));
      source.position(source.position() + written);
      room -= written;
      return written;
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
      real.position(newPosition);
      return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      real.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }

    @Override
    public long position() throws IOException {
      return real.position();
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public int read(ByteBuffer target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer target, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return real.tryLock(position, size, shared);
    }
  }
}
