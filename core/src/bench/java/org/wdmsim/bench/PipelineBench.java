package org.wdmsim.bench;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Peers of an IRP: a message through eight handlers and back, and eight calls and returns. */
@State(Scope.Benchmark)
public class PipelineBench {
    private static final int HANDLERS = 8;

    private final Object message = new Object();
    private final ChannelPipeline pipeline = pipeline();
    private final Link chain = chain();
    int arrived;

    /** For JMH. */
    public PipelineBench() {}

    private ChannelPipeline pipeline() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object sent, ChannelPromise promise) {
                arrived++; // the end of the way
            }
        });
        for (int i = 0; i < HANDLERS; i++) {
            channel.pipeline().addLast(handler());
        }
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object received) {
                context.write(received, context.voidPromise());
            }
        });
        return channel.pipeline();
    }

    private static ChannelHandler handler() {
        return new ChannelDuplexHandler() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object received) {
                context.fireChannelRead(received);
            }

            @Override
            public void write(ChannelHandlerContext context, Object sent, ChannelPromise promise) {
                context.write(sent, promise);
            }
        };
    }

    @Benchmark
    public int netty() {
        pipeline.fireChannelRead(message);
        return arrived;
    }

    /** A layer that is nothing but a call. */
    public static final class Link {
        private final Link next;

        Link(Link next) {
            this.next = next;
        }

        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        int call(Object sent) {
            return next == null ? 1 : next.call(sent) + 1;
        }
    }

    private static Link chain() {
        Link link = null;
        for (int i = 0; i < HANDLERS; i++) {
            link = new Link(link);
        }
        return link;
    }

    @Benchmark
    public int callChain() {
        return chain.call(message);
    }
}
